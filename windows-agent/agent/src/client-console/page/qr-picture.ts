import { svg } from './dom.ts';

/** The QR code as a picture: one path of squares, drawn from the rows that the agent sends. */
export function qrPicture(qr: string, size: number, label: string): SVGElement {
  const path = qr.split('/').flatMap((row, y) => modulesOf(row, size).flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return svg(
    'svg',
    { viewBox: `0 0 ${size} ${size}`, class: 'qr', role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    svg('rect', { width: String(size), height: String(size), fill: '#fff' }),
    svg('path', { d: path, fill: '#000' }),
  );
}

function modulesOf(row: string, size: number): boolean[] {
  return Array.from({ length: size }, (_, x) => ((parseInt(row.slice((x >> 3) * 2, (x >> 3) * 2 + 2), 16) >> (7 - (x & 7))) & 1) === 1);
}
