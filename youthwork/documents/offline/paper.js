/* 成件: what a PDF of ours carries: answers.json and, once filed, the text of its square code.
   This is no PDF reader: it looks for the two where our papers have them, and says when anything is odd. */
const paper = (function () {
  'use strict';

  function open(bytes) {
    // One letter a byte, so that places in the text are places in the file.
    const text = new TextDecoder('latin1').decode(bytes);
    if (!text.startsWith('%PDF-')) return { trouble: '这不是 PDF 文件' };
    return {
      answers: attached(bytes, text),
      code: contactInfo(bytes, text),
      isSigned: /\/ByteRange\s*\[/.test(text),
      isCovered: coveredTo(text) === bytes.length,
    };
  }

  /* Every attached file, inflated; null stands for one that cannot be read. */
  function attached(bytes, text) {
    const found = [];
    for (const match of text.matchAll(/\/Type\s*\/EmbeddedFile\b/g)) {
      const begin = text.lastIndexOf(' obj', match.index), stream = text.indexOf('stream', match.index);
      const dictionary = text.slice(begin, stream);
      const length = lengthIn(dictionary, text);
      const start = stream + (text[stream + 6] === '\r' ? 8 : 7);
      const content = bytes.slice(start, start + length);
      if (begin < 0 || stream < 0 || !length) found.push(null);
      else if (!/\/Filter/.test(dictionary)) found.push(content);
      else found.push(/\/Filter\s*\[?\s*\/FlateDecode\b/.test(dictionary) ? inflated(content) : null);
    }
    return found;
  }
  function lengthIn(dictionary, text) {
    const [, number, generation] = /\/Length\s+(\d+)(?:\s+(\d+)\s+R)?/.exec(dictionary) || [];
    if (number === undefined || generation === undefined) return Number(number);
    const found = new RegExp('\\b' + number + '\\s+' + generation + '\\s+obj\\s+(\\d+)').exec(text);
    return found ? Number(found[1]) : 0;
  }

  function inflated(content) {
    try {
      return inflate(content);
    } catch (damaged) {
      return null;
    }
  }

  /* Where the last signature ends: a paper of ours ends there too. */
  function coveredTo(text) {
    const ends = Array.from(text.matchAll(/\/ByteRange\s*\[\s*0\s+\d+\s+(\d+)\s+(\d+)\s*\]/g), ([, from, length]) => Number(from) + Number(length));
    return Math.max(0, ...ends);
  }

  /* The one signature that has our lines as its contact. */
  function contactInfo(bytes, text) {
    const texts = Array.from(text.matchAll(/\/ContactInfo\s*(?=[(<])/g), (match) => stringAt(bytes, match.index + match[0].length));
    return texts.filter((each) => each.includes('备案号')).pop() || '';
  }

  /* A string of a PDF, literal or in hex, in UTF-16 or plain letters. */
  function stringAt(bytes, place) {
    const raw = bytes[place] === 0x3c ? hexString(bytes, place + 1) : literalString(bytes, place + 1);
    if (raw[0] === 0xfe && raw[1] === 0xff) return new TextDecoder('utf-16be').decode(Uint8Array.from(raw.slice(2)));
    if (raw[0] === 0xef && raw[1] === 0xbb) return new TextDecoder('utf-8').decode(Uint8Array.from(raw));
    return String.fromCharCode(...raw);
  }
  function hexString(bytes, place) {
    let digits = '';
    for (; place < bytes.length && bytes[place] !== 0x3e; place += 1) digits += String.fromCharCode(bytes[place]).trim();
    return (digits.match(/../g) || []).map((pair) => parseInt(pair, 16));
  }
  const ESCAPES = { n: 10, r: 13, t: 9, b: 8, f: 12 };
  function literalString(bytes, place) {
    const raw = [];
    for (let depth = 1; place < bytes.length; place += 1) {
      let byte = bytes[place];
      if (byte === 0x5c) {
        const letter = String.fromCharCode(bytes[place += 1]);
        const octal = /^[0-7]{1,3}/.exec(String.fromCharCode(...bytes.slice(place, place + 3)));
        byte = letter in ESCAPES ? ESCAPES[letter] : letter.charCodeAt(0);
        if (octal) { byte = parseInt(octal[0], 8) & 255; place += octal[0].length - 1; }
        // A line broken in the file only.
        if (letter === '\r' && bytes[place + 1] === 0x0a) place += 1;
        if (letter === '\r' || letter === '\n') continue;
      } else if (byte === 0x28) depth += 1;
      else if (byte === 0x29) { depth -= 1; if (!depth) break; }
      raw.push(byte);
    }
    return raw;
  }

  return { open };
})();
