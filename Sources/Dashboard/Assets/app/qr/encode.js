// QR codes after ISO/IEC 18004: byte mode, error correction level L (large modules are what a phone needs when it looks
// at a screen), versions 1 to 40. For gateways that give the text of a code and not its picture.

const ECC_PER_BLOCK = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];
const FORMAT_L = 1;

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a text's code, row by row, true for dark. Null for a text that is too long for any code. */
export function encode(text) {
  const data = new TextEncoder().encode(text);
  let version = 1;
  while (version <= 40 && 4 + (version < 10 ? 8 : 16) + data.length * 8 > dataBytes(version) * 8) version += 1;
  if (version > 40) return null;
  const bits = withCorrection(pack(data, version), version);
  let best = null;
  for (let mask = 0; mask < 8; mask += 1) {
    const grid = draw(bits, version, mask);
    const cost = penalty(grid);
    if (!best || cost < best.cost) best = { cost, grid };
  }
  return best.grid;
}

// Every module that is not of a pattern holds data or correction.
function rawBits(version) {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const aligned = Math.floor(version / 7) + 2;
    bits -= (25 * aligned - 10) * aligned - 55;
    if (version >= 7) bits -= 36;
  }
  return bits;
}

const dataBytes = (version) => Math.floor(rawBits(version) / 8) - ECC_PER_BLOCK[version] * BLOCKS[version];

function pack(data, version) {
  const capacity = dataBytes(version);
  const bits = [];
  const put = (value, length) => {
    for (let place = length - 1; place >= 0; place -= 1) bits.push((value >>> place) & 1);
  };
  put(4, 4);
  put(data.length, version < 10 ? 8 : 16);
  for (const byte of data) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  const bytes = new Uint8Array(capacity);
  bits.forEach((bit, index) => (bytes[index >> 3] |= bit << (7 - (index & 7))));
  return bytes;
}

// Blocks are corrected one by one and then interleaved, so that a scratch hurts each of them a little.
function withCorrection(data, version) {
  const count = BLOCKS[version];
  const correction = ECC_PER_BLOCK[version];
  const total = Math.floor(rawBits(version) / 8);
  const short = Math.floor(total / count) - correction;
  const longFrom = count - (total % count);
  const divisor = generator(correction);
  const blocks = [];
  for (let index = 0, start = 0; index < count; index += 1) {
    const length = short + (index >= longFrom ? 1 : 0);
    const part = data.subarray(start, start + length);
    blocks.push({ part, check: remainder(part, divisor) });
    start += length;
  }
  const result = [];
  for (let place = 0; place <= short; place += 1) for (const { part } of blocks) if (place < part.length) result.push(part[place]);
  for (let place = 0; place < correction; place += 1) for (const { check } of blocks) result.push(check[place]);
  return result;
}

// Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
function times(a, b) {
  let product = 0;
  for (let place = 7; place >= 0; place -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> place) & 1) * a;
  }
  return product;
}

function generator(degree) {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    for (let place = 0; place < degree; place += 1) {
      result[place] = times(result[place], root) ^ (result[place + 1] ?? 0);
    }
  }
  return result;
}

function remainder(data, divisor) {
  const result = new Array(divisor.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ result.shift();
    result.push(0);
    divisor.forEach((coefficient, place) => (result[place] ^= times(coefficient, factor)));
  }
  return result;
}

function draw(bytes, version, mask) {
  const size = version * 4 + 17;
  const grid = Array.from({ length: size }, () => new Array(size).fill(null));
  const set = (x, y, dark) => {
    if (x >= 0 && y >= 0 && x < size && y < size) grid[y][x] = Boolean(dark);
  };
  for (let place = 0; place < size; place += 1) {
    set(6, place, place % 2 === 0);
    set(place, 6, place % 2 === 0);
  }
  for (const [centreX, centreY] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let y = -4; y <= 4; y += 1) {
      for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        set(centreX + x, centreY + y, ring !== 2 && ring !== 4);
      }
    }
  }
  const centres = alignment(version, size);
  const last = centres.length - 1;
  centres.forEach((centreX, column) => centres.forEach((centreY, row) => {
    if ((column === 0 && row === 0) || (column === 0 && row === last) || (column === last && row === 0)) return;
    for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) set(centreX + x, centreY + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
  }));
  drawFormat(set, size, mask);
  drawVersion(set, size, version);
  drawData(grid, size, bytes, mask);
  return grid;
}

function alignment(version, size) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const centres = [6];
  for (let place = size - 7; centres.length < count; place -= step) centres.splice(1, 0, place);
  return centres;
}

function drawFormat(set, size, mask) {
  const data = (FORMAT_L << 3) | mask;
  let check = data;
  for (let step = 0; step < 10; step += 1) check = (check << 1) ^ ((check >>> 9) * 0x537);
  const bits = ((data << 10) | check) ^ 0x5412;
  const bit = (place) => (bits >>> place) & 1;
  for (let place = 0; place <= 5; place += 1) set(8, place, bit(place));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let place = 9; place < 15; place += 1) set(14 - place, 8, bit(place));
  for (let place = 0; place < 8; place += 1) set(size - 1 - place, 8, bit(place));
  for (let place = 8; place < 15; place += 1) set(8, size - 15 + place, bit(place));
  set(8, size - 8, true);
}

function drawVersion(set, size, version) {
  if (version < 7) return;
  let check = version;
  for (let step = 0; step < 12; step += 1) check = (check << 1) ^ ((check >>> 11) * 0x1f25);
  const bits = (version << 12) | check;
  for (let place = 0; place < 18; place += 1) {
    const far = size - 11 + (place % 3);
    const near = Math.floor(place / 3);
    set(far, near, (bits >>> place) & 1);
    set(near, far, (bits >>> place) & 1);
  }
}

function drawData(grid, size, bytes, mask) {
  let index = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      for (let side = 0; side < 2; side += 1) {
        const x = right - side;
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (grid[y][x] !== null) continue;
        const bit = index < bytes.length * 8 ? (bytes[index >> 3] >>> (7 - (index & 7))) & 1 : 0;
        grid[y][x] = Boolean(bit) !== MASKS[mask](x, y);
        index += 1;
      }
    }
  }
}

// What makes a code hard to read: long runs, blocks, look-alikes of the corner marks, too much of one colour.
function penalty(grid) {
  const size = grid.length;
  let cost = 0;
  let dark = 0;
  const lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]))];
  for (const line of lines) {
    let run = 0;
    line.forEach((module, place) => {
      run = place > 0 && module === line[place - 1] ? run + 1 : 1;
      if (run === 5) cost += 3;
      else if (run > 5) cost += 1;
    });
    const text = line.map(Number).join("");
    cost += 40 * (text.split("00001011101").length + text.split("10111010000").length - 2);
  }
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (grid[y][x]) dark += 1;
      if (x && y && grid[y][x] === grid[y - 1][x] && grid[y][x] === grid[y][x - 1] && grid[y][x] === grid[y - 1][x - 1]) cost += 3;
    }
  }
  return cost + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}
