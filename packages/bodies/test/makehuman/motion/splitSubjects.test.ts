// Tests the assignment of motion subjects to splits, by hash and with held-out subjects.
import { describe, expect, it } from 'vitest';
import { splitSubjects } from '../../../src/makehuman/motion/splitSubjects.js';

const NAMES = ['01', '02', '03', '05', '06', '07', '09', '11', '12', '14'];

const namesOf = (splits: ReadonlyMap<string, string>, split: string) =>
  NAMES.filter((name) => splits.get(name) === split);

describe('splitSubjects', () => {
  it('assigns subjects by the hash of their names', () => {
    const splits = splitSubjects(NAMES);
    expect(namesOf(splits, 'test')).toEqual(['01']);
    expect(namesOf(splits, 'validation')).toEqual(['14']);
  });

  it('makes held-out subjects the test split, and no others', () => {
    const splits = splitSubjects(NAMES, ['12', '14']);
    expect(namesOf(splits, 'test')).toEqual(['12', '14']);
    expect(splits.get('01')).not.toBe('test');
    expect(namesOf(splits, 'validation')).toHaveLength(1);
    expect(splits.size).toBe(NAMES.length);
  });

  it('ignores held-out names that are not among the subjects', () => {
    expect(splitSubjects(NAMES, ['99'])).toEqual(splitSubjects(NAMES));
  });
});
