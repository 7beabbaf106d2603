import { describe, expect, test } from '@jest/globals';
import { encode } from 'uqr';
import { qrCodeOf } from './qr-code.ts';

const uri = 'otpauth://totp/%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE%E8%A6%8B%E6%9C%AC:1001?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Genkan&digits=6&period=30';

describe('qrCodeOf', () => {
  test('when a registration is offered, then the rows are the modules of its code, with a white border of four', () => {
    const { qr, qrSize } = qrCodeOf(uri);
    const rows = qr.split('/');
    expect(rows).toHaveLength(qrSize);
    const modules = rows.map((row) => Array.from({ length: qrSize }, (_, x) => ((parseInt(row.slice((x >> 3) * 2, (x >> 3) * 2 + 2), 16) >> (7 - (x % 8))) & 1) === 1));
    expect(modules).toEqual(encode(uri, { ecc: 'M', border: 4 }).data);
    expect([...modules.slice(0, 4), ...modules.slice(-4)].flat()).not.toContain(true);
    // The dark corner of the first finder pattern.
    expect(modules[4]?.slice(3, 12)).toEqual([false, true, true, true, true, true, true, true, false]);
  });

  test('when the message is made of it, then it fits into a line', () => {
    expect(qrCodeOf(uri).qr.length).toBeLessThan(4_096);
  });
});
