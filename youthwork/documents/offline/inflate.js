/* 解压: DEFLATE (RFC 1951) in the wrapping of zlib, as the streams of a PDF have it; older browsers bring no such thing.
   Damaged data throws; what comes out is judged by its SHA-256, so the checksum behind it is not looked at. */
const inflate = (function () {
  'use strict';
  const MOST_BYTES = 64 * 1024 * 1024;
  const LENGTHS = steps(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]).concat({ base: 258, extra: 0 });
  const DISTANCES = steps(1, Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1)));
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const FIXED = [
    huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
    huffman(new Array(30).fill(5)),
  ];

  /* Each value of a code begins where the one before ends. */
  function steps(start, extras) {
    let base = start;
    return extras.map((extra) => { const step = { base, extra }; base += 1 << extra; return step; });
  }

  /* A canonical code: how many symbols have each length, and the symbols in the order of their codes (§3.2.2). */
  function huffman(lengths) {
    const counts = new Array(16).fill(0), places = [0, 0], symbols = [];
    lengths.forEach((length) => { if (length) counts[length] += 1; });
    for (let length = 1; length < 15; length += 1) places.push(places[length] + counts[length]);
    lengths.forEach((length, symbol) => { if (length) { symbols[places[length]] = symbol; places[length] += 1; } });
    return { counts, symbols };
  }

  return function inflate(bytes) {
    let place = 2, held = 0, count = 0, size = 0, out = new Uint8Array(4 * bytes.length + 1024);
    function bits(wanted) {
      for (; count < wanted; count += 8) {
        if (place >= bytes.length) throw new Error('the data ends too early');
        held |= bytes[place] << count;
        place += 1;
      }
      const value = held & ((1 << wanted) - 1);
      held >>>= wanted;
      count -= wanted;
      return value;
    }
    function symbol({ counts, symbols }) {
      for (let length = 1, code = 0, first = 0, index = 0; length < 16; length += 1) {
        code |= bits(1);
        if (code - first < counts[length]) return symbols[index + code - first];
        index += counts[length];
        first = (first + counts[length]) << 1;
        code <<= 1;
      }
      throw new Error('no such code');
    }
    function put(byte) {
      if (size >= MOST_BYTES) throw new Error('too much data');
      if (size === out.length) { const longer = new Uint8Array(2 * size); longer.set(out); out = longer; }
      out[size] = byte;
      size += 1;
    }

    function stored() {
      held = count = 0;
      const length = bytes[place] | (bytes[place + 1] << 8);
      place += 4;
      if (!(place + length <= bytes.length)) throw new Error('the data ends too early');
      for (const end = place + length; place < end; place += 1) put(bytes[place]);
    }
    function described() {
      const literals = bits(5) + 257, distances = bits(5) + 1, asked = bits(4) + 4, own = new Array(19).fill(0), lengths = [];
      for (let i = 0; i < asked; i += 1) own[ORDER[i]] = bits(3);
      const code = huffman(own);
      while (lengths.length < literals + distances) {
        const kind = symbol(code);
        if (kind < 16) lengths.push(kind);
        else {
          const repeated = kind === 16 ? lengths[lengths.length - 1] || 0 : 0;
          const times = kind === 16 ? bits(2) + 3 : kind === 17 ? bits(3) + 3 : bits(7) + 11;
          for (let i = 0; i < times; i += 1) lengths.push(repeated);
        }
      }
      return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals))];
    }
    function coded([literals, distances]) {
      for (let kind = symbol(literals); kind !== 256; kind = symbol(literals)) {
        if (kind < 256) put(kind);
        else {
          const length = LENGTHS[kind - 257], run = length.base + bits(length.extra);
          const distance = DISTANCES[symbol(distances)], back = distance.base + bits(distance.extra);
          if (back > size) throw new Error('a reference before the beginning');
          for (let i = 0; i < run; i += 1) put(out[size - back]);
        }
      }
    }

    for (let isLast = 0; !isLast;) {
      isLast = bits(1);
      const kind = bits(2);
      if (kind === 3) throw new Error('no such kind of block');
      if (kind === 0) stored(); else coded(kind === 1 ? FIXED : described());
    }
    return out.slice(0, size);
  };
})();
