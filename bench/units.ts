/** `0.31`: how many times the other it is. */
export const ratio = (value: number, other: number): string => (value / other).toFixed(2);

export const perMillion = (value: number, count: number): number => (value / count) * 1e6;

export const spansText = (perSecond: number): string => Math.round(perSecond).toLocaleString('en');

export const bytesText = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
