/* 记一条: minutes, usual lengths, the visit's part, usual words. Comfort only: the page works without it. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const form = () => $('[data-record]');

  const minutesAt = (value) => { const found = /^(\d{1,2}):(\d{2})$/.exec(value || ''); return found ? Number(found[1]) * 60 + Number(found[2]) : null; };
  const clock = (minutes) => { const m = ((minutes % 1440) + 1440) % 1440; return String(Math.floor(m / 60)).padStart(2, '0') + ':' + String(m % 60).padStart(2, '0'); };
  function count() {
    const it = form();
    const told = $('[data-minutes]', it);
    const starts = minutesAt(it.elements.starts.value);
    const ends = minutesAt(it.elements.ends.value);
    const over = it.elements.overnight;
    const place = $('[data-overnight]', it);
    if (starts === null || ends === null) { told.textContent = ''; return; }
    place.hidden = ends > starts && !over.checked;
    const minutes = ends - starts + (over.checked ? 1440 : 0);
    const hours = $('[data-starts]', it);
    const isToday = $('input[name=day]', it).checked;
    $$('[data-start]', hours).forEach((chip) => {
      chip.hidden = isToday && minutesAt(chip.dataset.start) >= Number(hours.dataset.starts);
      chip.setAttribute('aria-pressed', String(chip.dataset.start === it.elements.starts.value));
    });
    told.textContent = minutes > 0 ? minutes + ' 分钟' : '结束早于开始';
    told.classList.toggle('odd', minutes <= 0);
    $$('[data-length]', it).forEach((chip) => chip.setAttribute('aria-pressed', String(Number(chip.dataset.length) === minutes)));
  }
  /* From `starts`, so many minutes. */
  function last(starts, minutes) {
    const it = form();
    it.elements.ends.value = clock(starts + minutes);
    it.elements.overnight.checked = starts + minutes >= 1440;
    count();
  }
  function visit() {
    const it = form();
    const tick = $('input[name=purposes][value=night_visit]', it);
    const place = $('[data-visit]', it);
    if (!tick || !place) return;
    place.toggleAttribute('data-visit-hidden', !tick.checked);
    if (tick.checked) $('details', place).open = true;
  }
  /* What it is called where nobody writes it (domain/purposes.py `named_by`). */
  const ticked = (it) => $$('input[name=purposes]:checked', it).map((each) => $('label[for="' + each.id + '"]', it).textContent);
  function name() {
    const topic = form().elements.topic;
    const words = ticked(form());
    topic.placeholder = words.length > 1 ? '不写就用勾选的 ' + words.length + ' 项作名称' : words.length ? '不写就记作：' + words[0] : topic.dataset.example;
  }
  function arrive() {
    const it = form();
    if (!it) return;
    $$('[data-lengths], [data-starts], [data-usual], [data-step]', it).forEach((each) => { each.hidden = false; });
    const topic = it.elements.topic;
    topic.dataset.example = topic.dataset.example || topic.placeholder;
    count();
    visit();
    name();
  }

  document.addEventListener('input', (event) => {
    if (!event.target.closest('[data-record]')) return;
    if (/^(starts|ends|overnight|day)$/.test(event.target.name)) count();
    if (event.target.name === 'purposes') { visit(); name(); }
  });
  document.addEventListener('click', (event) => {
    const length = event.target.closest('[data-length]');
    if (length) {
      const starts = minutesAt(form().elements.starts.value);
      if (starts === null) { form().elements.starts.focus(); return; }
      last(starts, Number(length.dataset.length));
    }
    const start = event.target.closest('[data-start]');
    if (start) {
      const { starts, ends, overnight } = form().elements;
      const from = minutesAt(starts.value);
      const minutes = from === null ? 0 : minutesAt(ends.value) - from + (overnight.checked ? 1440 : 0);
      starts.value = start.dataset.start;
      last(minutesAt(starts.value), minutes > 0 ? minutes : 60);
    }
    const usual = event.target.closest('[data-usual] .chip');
    if (usual) {
      const field = document.getElementById(usual.parentNode.dataset.usual);
      field.value = usual.textContent;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const mend = event.target.closest('[data-mend]');
    if (mend) {
      const target = document.getElementById(mend.hash.slice(1));
      const field = target && (target.matches('input, select, textarea') ? target : $('input:checked, input, select, textarea', target));
      if (!field) return;
      event.preventDefault();
      target.scrollIntoView({ block: 'center' });
      field.focus({ preventScroll: true });
    }
  });
  /* Enter in the search looks for the organization; it saves nothing. */
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.name !== 'with_query') return;
    event.preventDefault();
    $('button[name=find]', form()).click();
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    arrive();
    const wrong = event.detail.target.id === 'sheet' && $('[data-error-summary]');
    if (wrong) wrong.focus();
    const asked = event.detail.target.id === 'sheet' && document.getElementById('signals');
    if (asked && !wrong) { asked.tabIndex = -1; asked.scrollIntoView({ block: 'start' }); asked.focus({ preventScroll: true }); }
  });

  /* 没有网络: what may be kept waits in this browser (queue.js); fields marked private and their words do not. */
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  function keep(it) {
    const hidden = $$('[data-private]', it).filter((each) => each.value.trim());
    const name = it.elements['visit-name'] ? it.elements['visit-name'].value.trim() : '';
    const without = (text) => (name.length > 1 ? text.split(name).join('某青年') : text);
    const fields = Array.from(new FormData(it)).filter(([each, value]) => typeof value === 'string' && !/^(csrf_token$|visit-name$|visit-problems|said-)/.test(each) && !hidden.some((other) => other.name === each))
      .map(([each, value]) => [each, without(value)]);
    const chosen = it.elements.with_id.selectedOptions[0];
    const day = it.elements.day.value === 'other' ? it.elements.other_day.value : it.elements.day.value;
    const entry = {
      key: it.elements.client_key.value, at: Date.now(), day: day, title: without(it.elements.topic.value.trim()) || ticked(it).slice(0, 2).join('、') || '（还没有写做了什么）',
      fields: fields, place: chosen ? [chosen.value, chosen.text] : null, left: hidden.length ? '夜访的姓名、发现的问题' : '',
    };
    if (!youthwork.queue.put(entry)) {
      youthwork.alertUser('没有保存：网络不通，这台设备的浏览器也存不下。请不要关闭这一页，联网后再按“保存”。');
      return;
    }
    youthwork.unsaved.delete(it);
    it.reset();
    it.elements.client_key.value = key();
    $$('.error-summary, .asked', it.parentNode).forEach((each) => each.remove());
    arrive();
    $('[data-queue-state]', it).textContent = '已存在本机，联网后自动发送；可以接着记下一条';
    window.scrollTo(0, 0);
  }
  /* An entry the server refused, opened again to be completed. */
  function refill(it, entry) {
    $$('input[type=checkbox]', it).forEach((each) => { each.checked = false; });
    entry.fields.forEach(([name, value]) => {
      if (name === 'with_id' && entry.place && !$$('option', it.elements.with_id).some((each) => each.value === value)) it.elements.with_id.append(new Option(entry.place[1], value));
      const inputs = $$('[name="' + name + '"]', it);
      const ticks = inputs.filter((each) => /^(checkbox|radio)$/.test(each.type));
      if (name === 'day' && !ticks.some((each) => each.value === value)) { $('[data-other-day]', it).checked = true; it.elements.other_day.value = value; return; }
      if (ticks.length) ticks.forEach((each) => { if (each.value === value) each.checked = true; });
      else if (inputs[0]) inputs[0].value = value;
    });
    $$('details', it).forEach((each) => { if ($('input:checked', each)) each.open = true; });
    youthwork.unsaved.add(it);
  }
  const mine = (event) => event.detail.elt && event.detail.elt.matches && event.detail.elt.matches('[data-record]') && event.detail.elt;
  /* Whose page it is; saving is a deed, so the session's time begins anew. */
  document.addEventListener('htmx:configRequest', (event) => { if (mine(event)) Object.assign(event.detail.headers, { 'X-Autosave': '1', 'X-Person': document.body.dataset.person }); });
  document.addEventListener('htmx:beforeRequest', (event) => {
    const it = mine(event);
    if (it && it.dataset.queue && navigator.onLine === false) { event.preventDefault(); keep(it); }
  });
  /* Before the page's own listeners say that nothing was saved. */
  ['htmx:sendError', 'htmx:timeout', 'htmx:responseError'].forEach((kind) => window.addEventListener(kind, (event) => {
    const it = mine(event);
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (!it) return;
    if (status === 401) {
      event.stopPropagation();
      youthwork.ask().then(() => window.htmx.trigger(it, 'submit')).catch(() => null);
    } else if (it.dataset.queue && (!status || (status > 501 && status < 505))) {
      event.stopPropagation();
      keep(it);
    }
  }, true));
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const it = mine(event);
    if (!it || event.detail.xhr.status >= 400 && event.detail.xhr.status !== 422) return;
    youthwork.unsaved.delete(it);
    if (event.detail.xhr.status === 204) [queued, it.elements.client_key && it.elements.client_key.value].filter(Boolean).forEach(youthwork.queue.drop);
  });

  const queued = new URLSearchParams(location.search).get('queued');
  const entry = queued && youthwork.queue.find(queued);
  if (entry && form()) refill(form(), entry);
  arrive();
})();
