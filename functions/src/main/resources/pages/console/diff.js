/** Which lines of a text became which: Myers' shortest edit script ("An O(ND) Difference Algorithm", 1986). */

/** Beyond these the search takes too long for a page; then all lines of the middle count as changed. */
const MOST_EDITS = 600;

/** `[{sign: " " | "-" | "+", text}]` */
export function diff(before, after) {
  const old = lines(before);
  const now = lines(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) {
    head++;
  }
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) {
    tail++;
  }
  return [
    ...old.slice(0, head).map(mark(" ")),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(mark(" ")),
  ];
}

function lines(text) {
  const all = text.split(/\r?\n/);
  return all.at(-1) === "" ? all.slice(0, -1) : all;
}

function mark(sign) {
  return (text) => ({ sign, text });
}

function middle(old, now) {
  const rounds = trace(old, now);
  if (!rounds) {
    return [...old.map(mark("-")), ...now.map(mark("+"))];
  }
  const script = [];
  let x = old.length;
  let y = now.length;
  rounds.toReversed().forEach((reach, i) => {
    const d = rounds.length - 1 - i;
    const k = x - y;
    const down = k === -d || (k !== d && reach.get(k - 1) < reach.get(k + 1));
    const fromX = reach.get(down ? k + 1 : k - 1);
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      script.push({ sign: " ", text: old[--x] });
      y--;
    }
    if (d > 0) {
      script.push(down ? { sign: "+", text: now[--y] } : { sign: "-", text: old[--x] });
    }
  });
  return script.reverse();
}

/** The furthest reach on each diagonal before each round of edits; nothing if there are too many. */
function trace(old, now) {
  const reach = new Map([[1, 0]]);
  const rounds = [];
  for (let d = 0; d <= Math.min(old.length + now.length, MOST_EDITS); d++) {
    rounds.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && reach.get(k - 1) < reach.get(k + 1)) ? reach.get(k + 1) : reach.get(k - 1) + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) {
        x++;
      }
      reach.set(k, x);
      if (x >= old.length && x - k >= now.length) {
        return rounds;
      }
    }
  }
  return undefined;
}

/** The changed lines with some around them; a number stands for so many unchanged ones left out. */
export function excerpt(script, around = 3) {
  const near = new Array(script.length).fill(false);
  script.forEach(({ sign }, i) => {
    if (sign !== " ") {
      near.fill(true, Math.max(0, i - around), i + around + 1);
    }
  });
  const shown = [];
  script.forEach((line, i) => {
    if (near[i]) {
      shown.push(line);
    } else if (typeof shown.at(-1) === "number") {
      shown[shown.length - 1]++;
    } else {
      shown.push(1);
    }
  });
  return shown;
}
