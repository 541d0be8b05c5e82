/** What the promise gives, or `otherwise` when it takes longer than `deadlineMs`. A rejection passes through. */
export async function withinDeadline<T, U>(
  deadlineMs: number,
  promise: Promise<T>,
  otherwise: U,
): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), deadlineMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
