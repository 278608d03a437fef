/* 对话框: a plain element with the focus kept inside, for browsers whose <dialog> is not to be had. */
(function () {
  'use strict';
  function element(tag, className, text) {
    const it = document.createElement(tag);
    if (className) it.className = className;
    if (text) it.textContent = text;
    return it;
  }

  /* Gives its box to be filled; `closes` is what Escape does, if anything. */
  function dialog(title, closes) {
    const veil = element('div', 'veil');
    const box = element('div', 'dialog panel');
    const heading = element('h2', '', title);
    const back = document.activeElement;
    heading.id = 'dialog-title';
    box.tabIndex = -1;
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-modal', 'true');
    box.setAttribute('aria-labelledby', 'dialog-title');
    box.append(heading);
    veil.append(box);
    document.body.append(veil);
    veil.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && closes) closes();
      if (event.key !== 'Tab') return;
      const stops = Array.from(box.querySelectorAll('a[href], button, input')).filter((it) => !it.disabled && !it.readOnly && it.type !== 'hidden');
      const at = stops.indexOf(document.activeElement);
      const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
      event.preventDefault();
      if (stops.length) stops[next].focus();
    });
    return {
      box,
      close() { veil.remove(); if (back && document.contains(back)) back.focus(); },
    };
  }

  Object.assign(window.youthwork, { element, dialog });
})();
