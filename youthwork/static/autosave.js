/* 自动保存: send what was typed since the server's last word, and take over what others wrote meanwhile.

   One request at a time; it is sent again, the same, until it is answered, so that the server can count it once; what
   is typed meanwhile goes with the next. 已保存 is only ever the server's word: until then the page says so. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const draft = youthwork.draft;
  if (!draft) return;
  const PAUSE = 1200;
  const LONGEST_WAIT = 60000;
  const { form } = draft;
  const { unsaved, element, sentenceIn } = youthwork;
  const url = form.dataset.autosave;
  const clientId = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  let revision = Number(form.elements.base_revision.value) || 0;
  let sequence = 0;
  let pending = null;
  let busy = null;
  let timer = 0;
  let failures = 0;
  form.elements.client_id.value = clientId;

  function say(kind, text, more, again) {
    const place = document.getElementById('saved-state');
    place.className = 'saved ' + kind;
    place.textContent = text;
    if (again) {
      const press = element('button', 'linkish', '现在重试');
      press.type = 'button';
      press.addEventListener('click', () => { clearTimeout(timer); save(); });
      place.append(' ', press);
    }
    if (more) place.append(element('small', '', more));
  }
  const HERE = '文字已留在这台设备上，请勿清理浏览器。';
  function failed(why, more, again) {
    say('failed', '没有保存：' + why, more === undefined ? (youthwork.shadow.isKept() ? HERE : '这台设备存不下副本，请先把要紧的文字复制出来。') : more, again);
  }
  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function save(leaving) {
    clearTimeout(timer);
    if (busy) return busy;
    if (!pending) {
      const changes = draft.delta();
      if (!Object.keys(changes).length) { rest(); return Promise.resolve(); }
      sequence += 1;
      pending = { client_id: clientId, sequence, base_revision: revision, changes };
      draft.scanned();
    }
    if (!failures) say('busy', '正在保存…');
    busy = send(JSON.stringify(pending), leaving === true).then(() => { busy = null; if (!failures && !draft.isEmpty()) later(PAUSE); });
    return busy;
  }
  async function send(text, leaving) {
    let answer;
    let told;
    try {
      answer = await fetch(url, {
        method: 'POST', body: text, credentials: 'same-origin', redirect: 'manual', keepalive: leaving && text.length < 20000,
        headers: youthwork.headers({ 'Content-Type': 'application/json', 'X-CSRFToken': form.elements.csrf_token.value }),
      });
      told = answer.ok ? await answer.json() : await answer.text();
    } catch (error) { retry('网络不通', '恢复后自动保存。'); return; }
    if (answer.ok) heard(told);
    else if (answer.status === 401 || answer.type === 'opaqueredirect') {
      failures = 1;
      failed('登录已过期');
      youthwork.ask().then(() => { failures = 0; later(0); }).catch(() => null);
    } else if (answer.status >= 500) retry(sentenceIn(told, answer.status), '恢复后自动保存。');
    else refused(told, answer.status);
  }
  function retry(why, more) {
    failures += 1;
    failed(why, (youthwork.shadow.isKept() ? HERE : '') + more, true);
    later(Math.min(LONGEST_WAIT, 2000 * Math.pow(2, failures - 1)));
  }

  function heard(it) {
    const sent = pending.changes;
    pending = null;
    failures = 0;
    youthwork.touched();
    revision = Math.max(revision, it.revision);
    draft.confirm(sent);
    youthwork.clashes.show(it.clashes, sent);
    draft.take(it.news, it.by);
    if (!draft.isBehind()) form.elements.base_revision.value = revision;
    it.closed.forEach((sentence) => youthwork.clashes.tell(sentence));
    youthwork.clashes.tellLeftovers(it.leftovers.map((name) => [draft.label(name), (sent[name][1] || []).join('、')]));
    form.dataset.saved = it.saved;
    if (draft.isEmpty()) rest(); else say('busy', '还没有保存');
    youthwork.shadow.write();
  }
  /* Nothing is waiting: what the server said last stands. */
  function rest() {
    unsaved.delete(form);
    const open = draft.told.size;
    if (form.dataset.saved) say(open ? 'failed' : '', form.dataset.saved, open ? '有 ' + open + ' 处两个人都写了，请选择' : '');
    else if (document.getElementById('saved-state').classList.contains('busy')) say('', form.dataset.drawn);
  }
  /* A refusal with a sentence: sending the same again would not help. After 提交 the text is kept apart by the server. */
  function refused(text, status) {
    const sent = pending.changes;
    const sentence = sentenceIn(text, status);
    pending = null;
    if (status === 409) {
      draft.confirm(sent);
      youthwork.clashes.late(sentence, Object.keys(sent).map((name) => [draft.label(name), (sent[name][1] || []).join('、')]));
      unsaved.delete(form);
      youthwork.shadow.write();
    }
    failed(sentence, status === 409 ? '' : undefined);
  }

  function typed() {
    unsaved.add(form);
    youthwork.shadow.soon();
    if (!failures) { say('busy', '还没有保存'); later(PAUSE); }
  }
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  form.addEventListener('focusout', () => { if (!failures && unsaved.has(form)) later(0); });
  /* A form on its way by its own button: what the page knows of others goes along, and counts as one save more. */
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target !== form) return;
    clearTimeout(timer);
    draft.syncAll();
    if (!draft.isBehind()) form.elements.base_revision.value = revision;
    sequence += 1;
    form.elements.sequence.value = sequence;
    youthwork.shadow.now();
  });
  window.addEventListener('online', () => { if (failures) later(0); });
  document.addEventListener('youthwork:back', () => { failures = 0; youthwork.shadow.write(); later(0); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') { youthwork.shadow.now(); if (unsaved.has(form)) save(true); } else if (!failures) look();
  });
  window.addEventListener('pagehide', () => youthwork.shadow.now());

  /* Back in sight: what others wrote meanwhile. A look that fails costs nobody anything. */
  async function look() {
    if (unsaved.has(form)) { save(); return; }
    try {
      const answer = await fetch(url.replace(/changes$/, 'news') + '?since=' + revision + '&client_id=' + clientId, { credentials: 'same-origin', headers: youthwork.headers() });
      if (answer.status === 401) { youthwork.ask().then(look).catch(() => null); return; }
      if (!answer.ok) return;
      const it = await answer.json();
      revision = Math.max(revision, it.revision);
      draft.take(it.news, it.by);
      if (!draft.isBehind()) form.elements.base_revision.value = revision;
    } catch (error) { /* The next look may find more. */ }
  }

  form.dataset.drawn = document.getElementById('saved-state').textContent;
  youthwork.saver = { save, clientId, revision: () => revision, settled(it) { revision = Math.max(revision, it.revision); form.dataset.saved = it.saved; rest(); } };
  if (!draft.isEmpty()) typed();
})();
