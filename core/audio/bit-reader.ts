/** Bits of bytes from the highest of each byte on. Reading past the end throws a RangeError. */
export class BitReader {
  private readonly bytes: Uint8Array
  private at: number
  private bit = 0

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** The next whole byte; bits of a byte that was begun are skipped. */
  align(): number {
    if (this.bit > 0) {
      this.bit = 0
      this.at += 1
    }
    return this.at
  }

  /** An unsigned number of 0 to 32 bits. */
  read(bits: number): number {
    let value = 0
    for (let left = bits; left > 0;) {
      const byte = this.bytes[this.at]
      if (byte === undefined) throw new RangeError('the bits end too early')
      const take = Math.min(left, 8 - this.bit)
      const part = (byte >> (8 - this.bit - take)) & ((1 << take) - 1)
      value = value * 2 ** take + part
      this.bit += take
      left -= take
      if (this.bit === 8) {
        this.bit = 0
        this.at += 1
      }
    }
    return value
  }

  /** A number of 1 to 32 bits in two's complement. */
  readSigned(bits: number): number {
    const value = this.read(bits)
    return value >= 2 ** (bits - 1) ? value - 2 ** bits : value
  }

  /** Zeros before the next one. */
  readUnary(): number {
    for (let zeros = 0; ;) {
      const byte = this.bytes[this.at]
      if (byte === undefined) throw new RangeError('the bits end too early')
      const rest = (byte << (24 + this.bit)) >>> 0
      const here = Math.min(Math.clz32(rest), 8 - this.bit)
      zeros += here
      this.bit += here
      if (this.bit < 8) {
        this.read(1)
        return zeros
      }
      this.bit = 0
      this.at += 1
    }
  }
}
