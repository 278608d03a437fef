/* 核验码: the lines of a code. The facts are taken out of whatever reached us and their lines made anew; those are
   judged, so that spoilt blanks are forgiven and a changed word is not. */
const code = (function () {
  'use strict';
  const PATTERN = new RegExp(
    '^(演示文件\\s+)?备案号\\s(.+?)\\s+编号\\s(\\S+-V\\d{1,4})\\s+机关\\s(.+?)\\s+填报\\s(.+?)\\s+题名\\s(.+?)\\s+日期\\s(\\d{4}-\\d\\d-\\d\\d)'
    + '\\s+摘要\\s([0-9A-Fa-f]{64})\\s+签名\\s([0-9A-Fa-f]{16})\\s([A-Za-z0-9_-]{86})$');
  const halfWidth = (text) => text
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0d\uff3f]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, ' ').replace(/\ufeff/g, '');
  const letters = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/') + '=='), (letter) => letter.charCodeAt(0));

  /* The facts, the key's id and the signature; null for what is none of ours or not whole. */
  function read(text) {
    const found = PATTERN.exec(halfWidth(text.slice(0, 4000)).normalize('NFC').trim());
    if (!found) return null;
    const [, demo, filingNumber, machineNumber, organ, owner, title, filedOn, digest, keyId, signature] = found;
    const bytes = bytesOf(signature);
    // 86 letters hold 516 bits, a signature 512: the four left over must not be free to change.
    if (letters(bytes) !== signature) return null;
    const facts = { isDemo: Boolean(demo), filingNumber, machineNumber, organ, owner, title, filedOn, digest: digest.toLowerCase() };
    return { facts, keyId: keyId.toLowerCase(), signature: bytes };
  }

  function signedBytes(facts) {
    const lines = [
      '备案号 ' + facts.filingNumber, '编号 ' + facts.machineNumber, '机关 ' + facts.organ, '填报 ' + facts.owner,
      '题名 ' + facts.title, '日期 ' + facts.filedOn, '摘要 ' + facts.digest,
    ];
    return new TextEncoder().encode((facts.isDemo ? ['演示文件', ...lines] : lines).join('\n'));
  }

  async function isGenuine(signed, publicKey) {
    const message = signedBytes(signed.facts);
    try {
      const key = await crypto.subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
      return await crypto.subtle.verify({ name: 'Ed25519' }, key, signed.signature, message);
    } catch (lacking) {
      return ed25519(signed.signature, message, publicKey);
    }
  }

  async function sha256(bytes) {
    const digest = window.crypto && crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : sha2(256, bytes);
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  return { read, isGenuine, sha256 };
})();
