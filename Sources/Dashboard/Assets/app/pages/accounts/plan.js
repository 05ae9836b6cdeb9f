// Where each row and each group's heading stands. Pure arithmetic, so that a million rows cost as much as ten.

/** `count` items in all; `item(index)` says what one is: `{ group }` or `{ row }`. */
export function plan({ total, groups, sizes: { row: rowHeight, head: headHeight } }) {
  if (!groups) {
    return {
      count: total,
      height: total * rowHeight,
      first: (offset) => Math.floor(offset / rowHeight),
      place: (index) => index * rowHeight,
      item: (index) => ({ row: index }),
      row: (index) => index,
    };
  }
  const starts = [];
  let [item, row, top] = [0, 0, 0];
  for (const group of groups) {
    starts.push({ item, row, top, group });
    item += group.count + 1;
    row += group.count;
    top += headHeight + group.count * rowHeight;
  }
  const find = (name, value) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle][name] <= value) low = middle;
      else high = middle - 1;
    }
    return starts[low];
  };
  return {
    count: item,
    height: top,
    first(offset) {
      if (!starts.length) return 0;
      const start = find("top", Math.max(0, offset));
      const inside = offset - start.top - headHeight;
      return start.item + (inside < 0 ? 0 : 1 + Math.floor(inside / rowHeight));
    },
    place(index) {
      const start = find("item", index);
      return index === start.item ? start.top : start.top + headHeight + (index - start.item - 1) * rowHeight;
    },
    item(index) {
      const start = find("item", index);
      return index === start.item ? { group: start.group } : { row: start.row + index - start.item - 1 };
    },
    row(index) {
      const start = find("item", index);
      return index === start.item ? -1 : start.row + index - start.item - 1;
    },
  };
}
