/** Numbers and times as people read them; a time is always an absolute one. */

const two = (number) => String(number).padStart(2, "0");

export function day(iso) {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function clock(iso) {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function moment(iso) {
  return `${day(iso)} ${clock(iso)}`;
}

/** Cents, or as many digits as a small amount needs; null is a model without a known price. */
export function usd(amount) {
  if (amount === null || amount === undefined) {
    return "unknown";
  }
  const digits = amount > 0 && amount < 0.01 ? 6 : amount < 1 ? 4 : 2;
  return `$${amount.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, "$1")}`;
}

export function duration(milliseconds) {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function bytes(count) {
  return count < 1000 ? `${count} B` : count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export function count(number) {
  return number.toLocaleString("en");
}

/** `task_machine` as "Task machine", `llm` as "LLM". */
export function words(name) {
  const spaced = name.replaceAll("_", " ").replace(/\b(id|llm|sha|url)\b/g, (letters) => letters.toUpperCase());
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The first words of a text, in one line. */
export function short(text, most = 120) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
