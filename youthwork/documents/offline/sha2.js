/* 摘要: SHA-256 and SHA-512 (FIPS 180-4) over words of 32 or 64 bits; both constants are roots of primes. */
const sha2 = (function () {
  'use strict';
  const SHAPES = {
    256: { word: 32n, rounds: 64, S0: [2n, 13n, 22n], S1: [6n, 11n, 25n], s0: [7n, 18n, 3n], s1: [17n, 19n, 10n] },
    512: { word: 64n, rounds: 80, S0: [28n, 34n, 39n], S1: [14n, 18n, 41n], s0: [1n, 8n, 7n], s1: [19n, 61n, 6n] },
  };

  /* The first `word` bits after the point of the n-th root of each prime. */
  function fractions(count, degree, word) {
    const found = [];
    for (let candidate = 2n; found.length < count; candidate += 1n) {
      let isPrime = true;
      for (let divisor = 2n; divisor * divisor <= candidate; divisor += 1n) if (candidate % divisor === 0n) isPrime = false;
      if (isPrime) found.push(BigInt.asUintN(Number(word), root(candidate << (degree * word), degree)));
    }
    return found;
  }
  function root(number, degree) {
    let low = 0n, high = 1n << 72n;
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** degree <= number) low = middle; else high = middle;
    }
    return low;
  }

  return function sha2(bits, message) {
    const { word, rounds, S0, S1, s0, s1 } = SHAPES[bits];
    const size = Number(word) / 8, block = 16 * size;
    const cut = (value) => BigInt.asUintN(Number(word), value);
    const turn = (value, by) => cut((value >> by) | (value << (word - by)));
    const mix = (value, [a, b, c]) => turn(value, a) ^ turn(value, b) ^ turn(value, c);
    const spread = (value, [a, b, c]) => turn(value, a) ^ turn(value, b) ^ (value >> c);
    const constants = fractions(rounds, 3n, word);
    let state = fractions(8, 2n, word);

    const padded = new Uint8Array(Math.ceil((message.length + 1 + 2 * size) / block) * block);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);

    for (let start = 0; start < padded.length; start += block) {
      const w = [];
      for (let i = 0; i < rounds; i += 1) {
        if (i < 16) w.push(size === 8 ? view.getBigUint64(start + 8 * i) : BigInt(view.getUint32(start + 4 * i)));
        else w.push(cut(w[i - 16] + spread(w[i - 15], s0) + w[i - 7] + spread(w[i - 2], s1)));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < rounds; i += 1) {
        const first = h + mix(e, S1) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        const second = mix(a, S0) + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)];
      }
      state = [a, b, c, d, e, f, g, h].map((value, i) => cut(value + state[i]));
    }
    const digest = new Uint8Array(8 * size);
    state.forEach((value, i) => { for (let k = 0; k < size; k += 1) digest[i * size + k] = Number((value >> BigInt(8 * (size - 1 - k))) & 255n); });
    return digest;
  };
})();
