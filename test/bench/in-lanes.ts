/** Runs the work so many times in all, shared out among lanes that go on side by side; told which lane and turn. */
export async function inLanes(
  lanes: number,
  times: number,
  work: (lane: number, turn: number) => Promise<void>,
): Promise<void> {
  let begun = 0
  const lane = async (index: number) => {
    for (let turn = 0; begun < times; turn++) {
      begun += 1
      await work(index, turn)
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)))
}
