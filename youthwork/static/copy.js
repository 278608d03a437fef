/* 复制: the texts of a form's text areas, each under its label, onto the clipboard; without it the button stays away
   and people mark the text themselves. */
(function () {
  'use strict';
  const copied = (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error('not copied'));
  };
  Array.from(document.querySelectorAll('[data-copy]')).forEach((button) => {
    const form = document.getElementById(button.dataset.copy);
    const word = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => {
      const parts = Array.from(form.querySelectorAll('textarea'), (area) => area.labels[0].firstChild.textContent.trim() + '\n' + area.value.trim());
      copied(parts.join('\n\n')).then(() => { button.textContent = '已复制'; }, () => { button.textContent = '没有复制成，请选中文字复制'; });
      setTimeout(() => { button.textContent = word; }, 3000);
    });
  });
})();
