const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `17/Nov/2026:04:51:07 +0000`, as web servers write it. */
const COMMON_LOG = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{4})$/;

/** `Tue, 17 Nov 2026 04:51:07 +0000`: RFC 5322. */
const INTERNET =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4})$/;

function isoFrom(form: RegExp, text: string): string | undefined {
  const [, day = "", name = "", year = "", clock = "", zone = ""] = form.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  if (month === 0) return undefined;
  const digits = (value: string): string => value.padStart(2, "0");
  return `${year}-${digits(String(month))}-${digits(day)}T${clock}${zone}`;
}

/** ISO 8601 of the time in a web server's log; undefined where the text has another form. */
export const isoOfCommonLog = (text: string): string | undefined => isoFrom(COMMON_LOG, text);

/** ISO 8601 of a date as e-mail has it; undefined where the text has another form. */
export const isoOfInternetDate = (text: string): string | undefined => isoFrom(INTERNET, text);
