/* 验签: Ed25519 (RFC 8032) for browsers whose own cryptography lacks it.
   Only verifying: no secret is handled, so plain BigInt, whose time depends on the numbers, gives nothing away. */
const ed25519 = (function () {
  'use strict';
  const P = 2n ** 255n - 19n;
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (value, by = P) => ((value % by) + by) % by;
  function power(base, exponent) {
    let result = 1n;
    for (let square = mod(base); exponent > 0n; exponent >>= 1n, square = mod(square * square)) {
      if (exponent & 1n) result = mod(result * square);
    }
    return result;
  }
  const D = mod(-121665n * power(121666n, P - 2n));
  const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
  const BASE = point(mod(4n * power(5n, P - 2n)), 0n);
  const ZERO = { x: 0n, y: 1n, z: 1n, t: 0n };

  /* Points are extended: x = X/Z, y = Y/Z, xy = T/Z (§5.1.4). */
  function add(p, q) {
    const a = (p.y - p.x) * (q.y - q.x), b = (p.y + p.x) * (q.y + q.x);
    const c = 2n * D * p.t * q.t, d = 2n * p.z * q.z;
    const e = mod(b - a), f = mod(d - c), g = mod(d + c), h = mod(b + a);
    return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
  }
  function times(scalar, p) {
    let result = ZERO;
    for (; scalar > 0n; scalar >>= 1n, p = add(p, p)) if (scalar & 1n) result = add(result, p);
    return result;
  }
  const isSame = (p, q) => mod(p.x * q.z - q.x * p.z) === 0n && mod(p.y * q.z - q.y * p.z) === 0n;

  /* The point of height y whose x is odd or even as told; null where there is none (§5.1.3). */
  function point(y, isOdd) {
    if (y >= P) return null;
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
    if (mod(v * x * x) !== u || (x === 0n && isOdd)) return null;
    if ((x & 1n) !== isOdd) x = P - x;
    return { x, y, z: 1n, t: mod(x * y) };
  }
  const number = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const decoded = (bytes) => point(number(bytes) & ((1n << 255n) - 1n), number(bytes) >> 255n);

  /* 64 bytes of signature, any message, 32 bytes of key → is it genuine? (§5.1.7) */
  return function verify(signature, message, publicKey) {
    const a = decoded(publicKey), r = decoded(signature.slice(0, 32)), s = number(signature.slice(32));
    if (signature.length !== 64 || !a || !r || s >= ORDER) return false;
    const k = mod(number(sha2(512, Uint8Array.from([...signature.slice(0, 32), ...publicKey, ...message]))), ORDER);
    return isSame(times(s, BASE), add(r, times(k, a)));
  };
})();
