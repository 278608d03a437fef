/* 复制: the texts of a form's text areas, each under its label, onto the clipboard. Where the page is not served over
   https, or the browser refuses, the older way is tried; without any the button says so and people mark the text. */
(function () {
  'use strict';
  const byHand = (text, button) => new Promise((resolve, reject) => {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.setAttribute('aria-hidden', 'true');
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    button.focus();
    if (done) resolve(); else reject(new Error('not copied'));
  });
  const copied = (text, button) => {
    if (!navigator.clipboard || !window.isSecureContext) return byHand(text, button);
    return navigator.clipboard.writeText(text).catch(() => byHand(text, button));
  };
  Array.from(document.querySelectorAll('[data-copy]')).forEach((button) => {
    const form = document.getElementById(button.dataset.copy);
    const word = button.textContent;
    let back = 0;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => {
      const parts = Array.from(form.querySelectorAll('textarea'), (area) => area.labels[0].firstChild.textContent.trim() + '\n' + area.value.trim());
      copied(parts.join('\n\n'), button).then(() => { button.textContent = '已复制'; }, () => { button.textContent = '没有复制成，请选中文字复制'; });
      clearTimeout(back);
      back = setTimeout(() => { button.textContent = word; }, 3000);
    });
  });
})();
