/**
 * The registers of the hash: h1, h2, k1, k2 and a spare one, each 64 bits as two signed halves,
 * high half first. JavaScript has no 64-bit integers that are fast.
 */
const registers = new Int32Array(10);
const h1 = 0;
const h2 = 2;
const k1 = 4;
const k2 = 6;
const spare = 8;

/** A place on the ring: the high and low half of a signed 64-bit number. */
export interface Token {
  readonly high: number;
  readonly low: number;
}

/**
 * The token of a partition key, by Cassandra's variant of MurmurHash3 (x64, 128 bits, first half),
 * which takes the bytes of the tail as signed.
 * @param key the bytes of the partition key, which is `bytes` from `start` to `end`
 * @see cassandra/src/java/org/apache/cassandra/utils/MurmurHash.java, hash3_x64_128
 * @see cassandra/src/java/org/apache/cassandra/dht/Murmur3Partitioner.java, getToken
 */
export function murmur3Token(key: Buffer, start: number, end: number): Token {
  registers.fill(0);
  const tail = start + ((end - start) & ~15);
  for (let at = start; at < tail; at += 16) mixBlock(key, at);
  mixTail(key, tail, end);
  registers[h1 + 1] = low(h1) ^ (end - start);
  registers[h2 + 1] = low(h2) ^ (end - start);
  add(h1, h2);
  add(h2, h1);
  finish(h1);
  finish(h2);
  add(h1, h2);
  // The smallest number is no token; the ring has the largest one in its place.
  if (high(h1) === -0x8000_0000 && low(h1) === 0) return { high: 0x7fff_ffff, low: -1 };
  return { high: high(h1), low: low(h1) };
}

/** Less than, equal to or greater than 0, as the first token is before, at or after the second. */
export function compareTokens(a: Token, b: Token): number {
  return a.high - b.high || (a.low >>> 0) - (b.low >>> 0);
}

/** Reads a token as the system tables have it: a decimal number. */
export function parseToken(text: string): Token {
  const value = BigInt(text);
  return { high: Number(BigInt.asIntN(32, value >> 32n)), low: Number(BigInt.asIntN(32, value)) };
}

function mixBlock(key: Buffer, at: number): void {
  registers[k1 + 1] = key.readInt32LE(at);
  registers[k1] = key.readInt32LE(at + 4);
  registers[k2 + 1] = key.readInt32LE(at + 8);
  registers[k2] = key.readInt32LE(at + 12);
  mixK1();
  rotate(h1, 27);
  add(h1, h2);
  timesFivePlus(h1, 0x52dc_e729);
  mixK2();
  rotate(h2, 31);
  add(h2, h1);
  timesFivePlus(h2, 0x3849_5ab5);
}

function mixTail(key: Buffer, start: number, end: number): void {
  registers.fill(0, k1, k2 + 2);
  for (let at = start; at < end; at++) {
    const offset = at - start;
    flipSignedByte(offset < 8 ? k1 : k2, key.readInt8(at), (offset & 7) * 8);
  }
  if (end - start > 8) mixK2();
  if (end > start) mixK1();
}

function mixK1(): void {
  multiply(k1, 0x87c3_7b91, 0x1142_53d5);
  rotate(k1, 31);
  multiply(k1, 0x4cf5_ad43, 0x2745_937f);
  flip(h1, k1);
}

function mixK2(): void {
  multiply(k2, 0x4cf5_ad43, 0x2745_937f);
  rotate(k2, 33);
  multiply(k2, 0x87c3_7b91, 0x1142_53d5);
  flip(h2, k2);
}

function finish(a: number): void {
  flipShifted33(a);
  multiply(a, 0xff51_afd7, 0xed55_8ccd);
  flipShifted33(a);
  multiply(a, 0xc4ce_b9fe, 0x1a85_ec53);
  flipShifted33(a);
}

function high(a: number): number {
  return registers[a] as number;
}

function low(a: number): number {
  return registers[a + 1] as number;
}

function flip(a: number, b: number): void {
  registers[a] = high(a) ^ high(b);
  registers[a + 1] = low(a) ^ low(b);
}

/** `a ^= a >>> 33`. */
function flipShifted33(a: number): void {
  registers[a + 1] = low(a) ^ (high(a) >>> 1);
}

/** `a ^= (long) byte << shift`, where a negative byte sets every higher bit. */
function flipSignedByte(a: number, byte: number, shift: number): void {
  if (shift >= 32) {
    registers[a] = high(a) ^ (byte << (shift - 32));
    return;
  }
  registers[a + 1] = low(a) ^ (byte << shift);
  registers[a] = high(a) ^ (shift === 0 ? byte >> 31 : byte >> (32 - shift));
}

function add(a: number, b: number): void {
  const sum = (low(a) >>> 0) + (low(b) >>> 0);
  registers[a] = high(a) + high(b) + (sum > 0xffff_ffff ? 1 : 0);
  registers[a + 1] = sum;
}

function rotate(a: number, bits: number): void {
  const [top, bottom] = bits < 32 ? [high(a), low(a)] : [low(a), high(a)];
  const by = bits & 31;
  registers[a] = (top << by) | (bottom >>> (32 - by));
  registers[a + 1] = (bottom << by) | (top >>> (32 - by));
}

function timesFivePlus(a: number, constant: number): void {
  multiply(a, 0, 5);
  registers[spare] = 0;
  registers[spare + 1] = constant;
  add(a, spare);
}

/** `a *= b`, of which the lower 64 bits stay. */
function multiply(a: number, bHigh: number, bLow: number): void {
  const aHigh = high(a);
  const aLow = low(a);
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const middle = a1 * b0 + a0 * b1 + ((a0 * b0) >>> 16);
  const carried = a1 * b1 + Math.floor(middle / 0x1_0000);
  registers[a] = carried + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh);
  registers[a + 1] = Math.imul(aLow, bLow);
}
