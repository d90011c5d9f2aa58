import {
  toldVisible,
  usualShare,
  wasInvisible,
} from "../../../../../lambda/core/counting/minutes/usual-share";

const of = (requests: number, confirmed: number, goodDays?: number) =>
  usualShare({ days: 10, requests, confirmed, goodDays });

test("without a past six in ten are assumed, which thirty requests outweigh by half", () => {
  expect(of(0, 0)).toMatchObject({ share: 0.6, isKnown: false, isVisible: true });
  expect(of(30, 0).share).toBeCloseTo(0.3);
  expect(of(30, 30).share).toBeCloseTo(0.8);
});

test("from two hundred requests on the share is what was confirmed", () => {
  expect(of(199, 0)).toMatchObject({ isKnown: false, isVisible: true });
  expect(of(200, 150)).toMatchObject({ share: 0.75, isKnown: true, isVisible: true });
});

test("the worst day falls short of the share that is usual", () => {
  const known = { days: 14, requests: 1000, confirmed: 780, goodDays: 0.8 };
  expect(usualShare({ ...known, worstDay: 0.72 }).shortfall).toBeCloseTo(0.1);
  expect(usualShare({ ...known, worstDay: 0.9 }).shortfall).toBe(0);
  expect(usualShare(known).shortfall).toBeUndefined();
});

test("bad days do not lower it below the good ones", () => {
  expect(of(1000, 300, 0.8).share).toBe(0.8);
  expect(of(1000, 900, 0.8).share).toBe(0.9);
});

test("below a fifth confirmations happen where nobody sees them", () => {
  expect(of(1000, 200)).toMatchObject({ isVisible: true });
  expect(of(1000, 199)).toMatchObject({ isVisible: false });
  expect(of(1000, 100, 0.7)).toMatchObject({ isVisible: true });
});

test("is never more than all", () => {
  expect(of(200, 300).share).toBe(1);
});

test("a day has four quarters", () => {
  expect(of(400, 300).perQuarterDay).toBe(10);
  expect(usualShare({ days: 0, requests: 0, confirmed: 0 }).perQuarterDay).toBe(0);
});

test("a part of which little is known has the past of its whole", () => {
  const whole = { ...of(1000, 900), graceMinutes: 8 };
  const part = (requests: number, confirmed: number) =>
    usualShare({ days: 2, requests, confirmed }, whole);
  expect(part(0, 0)).toMatchObject({ share: 0.9, isKnown: true, graceMinutes: 8 });
  expect(part(30, 0).share).toBeCloseTo(0.45);
  expect(part(200, 100)).toMatchObject({ share: 0.5, isKnown: true, graceMinutes: 3 });
  expect(usualShare({ days: 2, requests: 500, confirmed: 400 }, of(1000, 10))).toMatchObject({
    isVisible: false,
  });
});

test("what was never seen is told from what is no longer seen by the first requests", () => {
  expect(wasInvisible(undefined)).toBe(false);
  expect(wasInvisible({ requests: 199, confirmed: 0 })).toBe(false);
  expect(wasInvisible({ requests: 200, confirmed: 39 })).toBe(true);
  expect(wasInvisible({ requests: 200, confirmed: 40 })).toBe(false);
});

test("where confirmations are told to be visible, a past that shows none says nothing", () => {
  const seen = of(1000, 200);
  expect(toldVisible(seen)).toEqual(seen);
  const assumed = { isVisible: true, isKnown: false, isToldVisible: true };
  expect(toldVisible(of(1000, 199))).toMatchObject({ ...assumed, share: 0.6 });
  expect(toldVisible(of(1000, 199), of(1000, 450))).toMatchObject({ ...assumed, share: 0.45 });
  expect(toldVisible(of(1000, 199), of(1000, 10))).toMatchObject({ ...assumed, share: 0.6 });
  expect(toldVisible(of(1000, 199), of(10, 10))).toMatchObject({ ...assumed, share: 0.6 });
});
