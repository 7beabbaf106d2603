import { en, ja } from '../../testing/translations';

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

describe('translations', () => {
  it('when a text exists in one language, then it exists in the other', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(ja).sort());
  });
});
