/* 本机副本: what the server does not have yet is also kept in this browser, before the network is tried.

   One copy a window, under instance, form, unit and person, so that it is offered in no other form and to nobody
   else. It goes when the server has everything, and when the person signs out (session.js). */
(function () {
  'use strict';
  const youthwork = window.youthwork;
  const draft = youthwork.draft;
  if (!draft) return;
  const { instance, submission, unit, person } = draft.facts;
  const OWNER = ['youthwork', 'draft'].concat([instance, submission, unit, person].map(encodeURIComponent)).join(':') + ':';
  const KEY = OWNER + Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const PAUSE = 250;
  let timer = 0;
  let kept = true;

  function write() {
    clearTimeout(timer);
    timer = 0;
    if (youthwork.isOut) return;
    const changes = draft.delta();
    const names = Object.keys(changes);
    try {
      if (!names.length) { localStorage.removeItem(KEY); kept = true; return; }
      const entries = names.map((name) => ({ name, label: draft.label(name), before: changes[name][0], after: changes[name][1] }));
      localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), entries }));
      kept = true;
    } catch (error) {
      if (kept) youthwork.clashes.tell('这台设备的浏览器存不下副本了（空间已满，或不允许保存）。请不要关闭这一页，等页面写明“已保存”。');
      kept = false;
    }
  }
  /* The copies other windows of this person left of this form; what cannot be read is none. */
  function left() {
    const found = [];
    try {
      Object.keys(localStorage).filter((key) => key.startsWith(OWNER) && key !== KEY).forEach((key) => {
        const it = JSON.parse(localStorage.getItem(key));
        if (it && Array.isArray(it.entries)) found.push({ key, at: it.at, entries: it.entries });
      });
    } catch (error) { return []; }
    return found.sort((one, other) => one.at - other.at);
  }

  youthwork.shadow = {
    write, left,
    soon() { if (!timer) timer = setTimeout(write, PAUSE); },
    now() { if (timer) write(); },
    drop(key) { try { localStorage.removeItem(key); } catch (error) { /* There is no store. */ } },
    isKept: () => kept,
  };
})();
