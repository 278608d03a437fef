/* 两份文字: what two people wrote in one field stands at the field itself, to be decided there; and what the page must
   tell beyond 已保存: a closed field, a form that changed, a draft that came too late. */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const draft = youthwork.draft;
  if (!draft) return;
  const { element, sentenceIn } = youthwork;
  const place = document.getElementById('draft-notes');

  function show(clashes, sent) {
    Array.from(document.querySelectorAll('.clash-here')).forEach((it) => it.remove());
    draft.told.clear();
    if (!clashes) return;
    clashes.fields.forEach((it) => {
      const mine = sent[it.name] ? sent[it.name][1] || [] : draft.get(it.name) || [];
      draft.told.set(it.name, mine);
      const [input] = draft.elements(it.name);
      const holder = input && input.closest('td, .field');
      (holder || place).append(box(it, clashes));
    });
  }
  function box(it, clashes) {
    const form = element('div', 'clash-here');
    form.setAttribute('role', 'group');
    form.setAttribute('aria-label', '两份文字');
    form.dataset.url = draft.form.dataset.autosave.replace(/changes$/, 'clashes/' + clashes.id);
    form.setAttribute('data-clash', it.name);
    form.append(element('b', '', (clashes.who || '别人') + '也写了“' + it.label + '”：'));
    const texts = element('dl');
    [['对方的', it.theirs], ['我的', it.mine]].forEach(([word, text]) => texts.append(element('dt', '', word), element('dd', '', text || '（空）')));
    form.append(texts);
    [['mine', '用我的'], ['theirs', '用对方的']].concat(it.joins ? [['both', '两段都留']] : []).forEach(([value, word]) => {
      const press = element('button', 'btn btn-sm', word);
      press.type = 'button'; press.value = value;
      form.append(press, ' ');
    });
    return form;
  }

  /* Deciding, at the field or in the list above: what is being typed is saved first, so that 我的 is the newest text. */
  document.addEventListener('click', async (event) => {
    const press = event.target.closest('[data-clash] button');
    if (!press) return;
    event.preventDefault();
    let holder = press.closest('[data-clash]');
    const name = holder.dataset.clash;
    const isHere = holder.matches('.clash-here');
    await youthwork.saver.save();
    if (isHere) holder = Array.from(document.querySelectorAll('.clash-here')).find((it) => it.dataset.clash === name) || holder;
    const sent = new URLSearchParams({ take: press.value, name, base_revision: String(youthwork.saver.revision()) });
    try {
      const answer = await fetch(holder.dataset.url || holder.action, { method: 'POST', body: sent, credentials: 'same-origin', headers: youthwork.headers({ 'X-CSRFToken': draft.form.elements.csrf_token.value }) });
      if (answer.status === 401) { youthwork.ask().catch(() => null); return; }
      if (!answer.ok) { tell(sentenceIn(await answer.text(), answer.status)); return; }
      const it = await answer.json();
      const decided = name ? [name] : Object.keys(it.news);
      decided.forEach((each) => { draft.told.delete(each); if (draft.elements(each).length) draft.base.set(each, draft.get(each) || []); });
      const section = holder.closest('.clash');
      holder.remove();
      if (section && (!name || !section.querySelector('[data-clash]:not([data-clash=""])'))) section.remove();
      draft.take(it.news, it.by);
      draft.syncAll();
      youthwork.saver.settled(it);
      youthwork.shadow.write();
    } catch (error) { tell('没有办成：网络不通，请再试一次。两份文字都还在。'); }
  });

  /* One callout a kind; it is said again in the same place. */
  function note(kind, cls, words, pairs, more) {
    const old = document.getElementById('note-' + kind);
    if (old) old.remove();
    const it = element('section', 'callout ' + cls);
    it.id = 'note-' + kind;
    it.setAttribute('role', 'alert');
    it.append(element('b', '', words));
    if (pairs) {
      const list = element('dl', 'kv');
      pairs.filter((pair) => pair[1]).forEach(([label, text]) => {
        const line = element('div');
        line.append(element('dt', '', label), element('dd', '', text));
        list.append(line);
      });
      it.append(list);
    }
    if (more) it.append(element('p', 'mute', more));
    place.append(it);
  }
  const tell = (sentence) => note('told', 'back', sentence);
  function tellLeftovers(pairs) {
    if (pairs.length) note('leftovers', 'wait', '这份表样已更新，以下文字没有对应的栏目：', pairs, '文字已保存在草稿里，没有丢。请刷新页面，按新的栏目填写。');
  }
  let lateTexts = new Map();
  function late(sentence, pairs) {
    pairs.forEach(([label, text]) => lateTexts.set(label, text));
    note('late', 'back', sentence, Array.from(lateTexts), '这些文字可以复制；在这件的页面上你也随时能看到。');
    document.getElementById('note-late').scrollIntoView({ block: 'nearest' });
  }

  youthwork.clashes = { show, tell, tellLeftovers, late };
})();
