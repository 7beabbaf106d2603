import { encode } from 'uqr';

/** A QR code in the flat form of a message: rows of hex separated by "/", the leftmost module in the highest bit, 1 = dark. */
export interface QrCode {
  readonly qr: string;
  /** Modules per side, the white border included. */
  readonly qrSize: number;
}

/** ISO/IEC 18004 asks for a white border of four modules. */
const border = 4;

export function qrCodeOf(text: string): QrCode {
  const { data, size } = encode(text, { ecc: 'M', border });
  return { qr: data.map(hexOf).join('/'), qrSize: size };
}

function hexOf(row: readonly boolean[]): string {
  const bytes = new Uint8Array(Math.ceil(row.length / 8));
  row.forEach((dark, x) => {
    const byte = x >> 3;
    if (dark) bytes[byte] = (bytes[byte] ?? 0) | (0x80 >> (x & 7));
  });
  return Buffer.from(bytes).toString('hex');
}
