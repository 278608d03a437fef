/* 佐证材料: photos made small and sent one by one as soon as they are chosen, with what became of each.
   Comfort only: without this script the page of the files has a form. What was not sent stays chosen and is sent again
   by 重试, or when the network is back; the server knows the same bytes again, so nothing arrives twice. */
(function () {
  'use strict';
  const LONG_EDGE = 2000;
  const QUALITY = 0.85;
  /* Less than this travels as it is. */
  const SMALL = 400 * 1024;
  const waiting = [];
  let isSending = false;

  /* ---- decoding, upright ---- */
  /* Two pixels beside each other that EXIF turns upright: who decodes them 1 wide minds the camera's hand. */
  const TURNED = '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z';
  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }
  const asBitmap = (blob) => createImageBitmap(blob, { imageOrientation: 'from-image' });
  /* Through a data: address, which the page's policy allows. */
  const asImage = (blob) => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = reject;
    reader.onload = () => {
      const image = new Image();
      image.onerror = reject;
      image.onload = () => resolve(image);
      image.src = reader.result;
    };
    reader.readAsDataURL(blob);
  });
  const widthOf = (decoded) => decoded.naturalWidth || decoded.width;
  const heightOf = (decoded) => decoded.naturalHeight || decoded.height;
  let known = null;
  /* How this browser decodes, and whether it turns pictures upright by itself; asked once. */
  async function decoder() {
    if (known) return known;
    const probe = new Blob([bytesOf(TURNED)], { type: 'image/jpeg' });
    try {
      known = { decode: asBitmap, turns: widthOf(await asBitmap(probe)) === 1 };
      if (known.turns) return known;
    } catch (error) { known = null; }
    const image = await asImage(probe);
    known = { decode: asImage, turns: widthOf(image) === 1 };
    return known;
  }

  /* Where the browser does not turn it, the camera's own note goes along and the server does. */
  async function cameraNote(file) {
    const head = new DataView(await new Response(file.slice(0, 131072)).arrayBuffer());
    let at = 2;
    while (at + 4 < head.byteLength && head.getUint8(at) === 0xff) {
      const size = head.getUint16(at + 2) + 2;
      if (head.getUint8(at + 1) === 0xe1 && head.getUint32(at + 4) === 0x45786966) return head.buffer.slice(at, at + size);
      at += size;
    }
    return null;
  }

  async function shrink(file) {
    if (!/^image\//.test(file.type) || /gif|svg/.test(file.type) || file.size <= SMALL) return file;
    const how = await decoder();
    const decoded = await how.decode(file);
    const scale = Math.min(1, LONG_EDGE / Math.max(widthOf(decoded), heightOf(decoded)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(widthOf(decoded) * scale));
    canvas.height = Math.max(1, Math.round(heightOf(decoded) * scale));
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(decoded, 0, 0, canvas.width, canvas.height);
    if (decoded.close) decoded.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    canvas.width = canvas.height = 0;
    if (!made || made.size >= file.size) return file;
    const note = how.turns ? null : await cameraNote(file);
    return note ? new Blob([made.slice(0, 2), note, made.slice(2)], { type: 'image/jpeg' }) : made;
  }

  /* ---- one line for each file on its way ---- */
  const megabytes = (size) => Math.max(0.1, size / 1048576).toFixed(1) + ' MB';
  function element(tag, text, cls) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (cls) made.className = cls;
    return made;
  }
  function button(words, does) {
    const made = element('button', words, 'btn btn-sm');
    made.type = 'button';
    made.addEventListener('click', does);
    return made;
  }
  function choose(section, file) {
    const line = element('li');
    const job = { section, file, line, words: element('span', '等待上传'), bar: element('progress'), acts: element('span', '', 'evidence-sending-acts') };
    job.bar.max = 1;
    line.append(element('b', file.name), ' ', job.words, job.bar, job.acts);
    section.querySelector('[data-evidence-sending]').append(line);
    waiting.push(job);
  }
  function fail(job, words, mayRetry) {
    job.words.textContent = words;
    job.line.classList.add('failed');
    job.bar.hidden = true;
    job.acts.textContent = '';
    job.mayRetry = mayRetry;
    if (mayRetry) job.acts.append(button('重试', () => again(job)), ' ');
    job.acts.append(button('不传了', () => job.line.remove()));
  }
  function again(job) {
    if (!job.mayRetry || !job.line.isConnected) return;
    job.mayRetry = false;
    job.line.classList.remove('failed');
    job.acts.textContent = '';
    job.words.textContent = '等待上传';
    waiting.push(job);
    work();
  }

  async function work() {
    if (isSending) return;
    isSending = true;
    while (waiting.length) {
      const job = waiting.shift();
      if (job.line.isConnected) await one(job);
    }
    isSending = false;
  }
  async function one(job) {
    const most = Number(job.section.dataset.most);
    if (!job.small) {
      job.words.textContent = '正在缩小';
      job.bar.hidden = false;
      job.bar.removeAttribute('value');
      try { job.small = await shrink(job.file); } catch (error) { job.small = job.file; }
    }
    if (job.small.size > most) {
      fail(job, megabytes(job.small.size) + '，每个最多 ' + Math.floor(most / 1048576) + ' MB' + (/^image\//.test(job.file.type) ? '，这个浏览器缩小不了它：请在手机相册里调小尺寸，或截一张屏再传' : '：请压缩或拆开后再传'), false);
      return;
    }
    await send(job);
  }
  function send(job) {
    const form = new FormData();
    form.append('files', job.small, job.file.name);
    return post(job.section, job.section.dataset.url, form, (part) => {
      job.bar.hidden = false;
      job.bar.value = part;
      job.words.textContent = part < 1 ? '已传 ' + Math.floor(part * 100) + '%' : '正在处理';
    }).then((list) => {
      job.line.remove();
      show(job.section, list);
    }, (refused) => fail(job, refused.words, refused.mayRetry));
  }

  /* ---- asking the server ---- */
  function post(section, url, form, onPart) {
    const token = document.querySelector('input[name=csrf_token]');
    form.append('csrf_token', token ? token.value : '');
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', url);
      request.timeout = 180000;
      request.setRequestHeader('X-Evidence', section.dataset.evidence);
      if (onPart) request.upload.addEventListener('progress', (event) => event.lengthComputable && onPart(event.loaded / event.total));
      const broken = () => reject({ words: '网络断了，文件还在，网络恢复后接着传', mayRetry: true });
      request.addEventListener('error', broken);
      request.addEventListener('abort', broken);
      request.addEventListener('timeout', broken);
      request.addEventListener('load', () => {
        const signIn = new URL(document.body.dataset.signIn || '/login', location.href).pathname;
        if (request.status === 401 || (request.responseURL && new URL(request.responseURL).pathname === signIn)) {
          window.youthwork.lostSession();
          reject({ words: '登录已过期，文件还在：登录后按“重试”', mayRetry: true });
        } else if (request.status === 200) resolve(request.responseText);
        else reject({ words: window.youthwork.sentenceIn(request.responseText, request.status), mayRetry: request.status >= 500 || request.status === 429 || request.status === 400 });
      });
      request.send(form);
    });
  }
  function show(section, list) {
    const place = section.querySelector('[data-evidence-list]');
    /* A caption being typed while the next photo arrives is not taken out of one's hands. */
    const active = document.activeElement;
    const typing = active && place.contains(active) && active.id ? { id: active.id, value: active.value } : null;
    place.innerHTML = list;
    const same = typing && document.getElementById(typing.id);
    if (same) { same.value = typing.value; same.focus(); }
    const aside = section.closest('.panel').querySelector('.panel-head .aside');
    const count = place.querySelectorAll('.evidence-item:not(.gone)').length;
    if (aside) aside.textContent = count ? count + ' 份' : '';
  }
  const told = (section, refused) => {
    const said = element('p', refused.words, 'evidence-said failed');
    said.setAttribute('role', 'alert');
    const place = section.querySelector('[data-evidence-list]');
    const old = place.querySelector('.evidence-said');
    if (old) old.remove();
    place.prepend(said);
  };

  /* ---- what a person does ---- */
  document.addEventListener('change', (event) => {
    const section = event.target.closest && event.target.closest('[data-evidence]');
    if (!section) return;
    if (event.target.matches('[data-evidence-files]')) {
      Array.from(event.target.files).forEach((file) => choose(section, file));
      event.target.value = '';
      work();
    }
    const words = event.target.closest('[data-evidence-describe]');
    if (words) describe(section, words);
  });
  function describe(section, words) {
    const form = new FormData();
    words.querySelectorAll('[data-part]').forEach((it) => form.append(it.dataset.part, it.value));
    post(section, words.dataset.evidenceDescribe, form).then((list) => show(section, list), (refused) => told(section, refused));
  }
  document.addEventListener('click', (event) => {
    const pressed = event.target.closest('[data-evidence-post]');
    const section = pressed && pressed.closest('[data-evidence]');
    if (!section) return;
    pressed.disabled = true;
    post(section, pressed.dataset.evidencePost, new FormData()).then((list) => show(section, list), (refused) => { pressed.disabled = false; told(section, refused); });
  });
  window.addEventListener('online', () => Array.from(document.querySelectorAll('.evidence-sending .failed .btn')).forEach((it) => it.textContent === '重试' && it.click()));
  window.addEventListener('beforeunload', (event) => {
    if (!document.querySelector('.evidence-sending li')) return;
    event.preventDefault();
    event.returnValue = '';
  });

  function arrive() {
    document.querySelectorAll('[data-evidence-plain]').forEach((it) => { it.hidden = true; });
    document.querySelectorAll('[data-evidence]').forEach((section) => {
      section.querySelectorAll('[data-evidence-tools]').forEach((it) => { it.hidden = false; });
      /* What is typed here is no text of the draft: the form around it must not take it for unsaved. */
      if (section.dataset.evidence === 'draft') section.addEventListener('input', (event) => event.stopPropagation());
      section.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || !event.target.closest('[data-evidence-describe]')) return;
        event.preventDefault();
        event.target.blur();
      });
    });
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', arrive);
  else arrive();
})();
