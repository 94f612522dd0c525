// Tests the parsers of option values.
import { describe, expect, it } from 'vitest';
import {
  elevationDegrees,
  fieldOfViewChoice,
  finiteNumber,
  gridShape,
  nonNegativeInteger,
  peopleChoice,
  personHeight,
  positiveInteger,
} from '../../../src/commands/arguments/values.js';

describe('gridShape', () => {
  it.each([
    ['128', [128, 128, 128]],
    ['128x256x96', [128, 256, 96]],
    ['128X256X96', [128, 256, 96]],
    ['128,256,96', [128, 256, 96]],
    ['128 × 256 × 96', [128, 256, 96]],
  ])('%s', (text, shape) => {
    expect(gridShape(text)).toEqual(shape);
  });

  it.each(['', '0', '-3', '1.5', '128x', 'x', '12x34', '1,2,3,4', '128,,96', 'large', '1e99'])('refuses %j', (text) => {
    expect(() => gridShape(text)).toThrow(/must be/);
  });

  it('refuses more than 2³¹ − 1 voxels and reports the memory they would need', () => {
    expect(() => gridShape('3000')).toThrow(/at most 2,147,483,647 voxels, got 27,000,000,000, .* 27\.0 GB/);
    expect(() => gridShape('2x2x1073741824')).toThrow(/voxels/);
    expect(gridShape('1290')).toEqual([1290, 1290, 1290]);
  });
});

describe('numbers', () => {
  it('are parsed, or rejected', () => {
    expect([positiveInteger('3'), nonNegativeInteger('0'), finiteNumber('-1.5')]).toEqual([3, 0, -1.5]);
    expect(() => positiveInteger('0')).toThrow(/positive integer/);
    expect(() => nonNegativeInteger(' ')).toThrow(/integer/);
    expect(() => finiteNumber('Infinity')).toThrow(/number/);
  });
});

describe('cameras and people', () => {
  it('have angles and heights within limits', () => {
    expect([elevationDegrees('-90'), elevationDegrees('12.5')]).toEqual([-90, 12.5]);
    expect([fieldOfViewChoice('0'), fieldOfViewChoice('62.5'), fieldOfViewChoice('exif')]).toEqual([0, 62.5, 'exif']);
    expect([personHeight('1.82'), personHeight('3')]).toEqual([1.82, 3]);
  });

  it.each<[(text: string) => unknown, string, RegExp]>([
    [elevationDegrees, '91', /must be degrees from -90 to 90/],
    [elevationDegrees, 'high', /must be a number/],
    [fieldOfViewChoice, '180', /must be exif, or degrees from 0 to below 180/],
    [fieldOfViewChoice, '-1', /must be exif/],
    [fieldOfViewChoice, '', /must be exif/],
    [fieldOfViewChoice, 'EXIF?', /must be exif/],
    [personHeight, '182', /must be metres, above 0 and at most 3, as 1\.82/],
    [personHeight, '0', /must be metres/],
  ])('%o refuses %j', (parse, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

describe('peopleChoice', () => {
  it.each([
    ['all', 'all'],
    ['2', { number: 2 }],
    ['610,240', { x: 610, y: 240 }],
    ['0,12.5', { x: 0, y: 12.5 }],
  ])('%s', (text, choice) => {
    expect(peopleChoice(text)).toEqual(choice);
  });

  it.each(['', '0', '-1', '1.5', 'both', '3,', '1,2,3', '-1,5'])('refuses %j', (text) => {
    expect(() => peopleChoice(text)).toThrow(/must be all, the number of a person from 1, or x,y in pixels/);
  });
});
