/**
 * A number that nobody else has, of version 7: it begins with the moment, so that what is kept by such numbers grows at its
 * end instead of everywhere. Browsers keep their own `randomUUID` back on plain http, which a shop at home speaks.
 */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt(bytes[6]! * 256 + bytes[7]!))
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const digits = Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('')
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
