/** Bounds of what a language model is asked and of what is taken from it. Lengths in UTF-16 units. */
export const refinementLimits = {
  /** Lines that one request asks about; a longer list is for a person. */
  openLinesMax: 100,
  /** Of the wishlist that a request shows; about 15,000 tokens of most models. */
  wishlistCharsMax: 60_000,
  lineCharsMax: 2_000,
  understoodMax: 400,
  passagesMax: 8,
  passageCharsMax: 1_200,
  /** Of all passages with their headings; about 2,000 tokens of most models. */
  passagesCharsMax: 8_000,
  headingCharsMax: 200,
  /** Pieces of all documents of a project that are looked through; more are only there in hostile ones. */
  piecesMax: 20_000,
  /** Room for an answer that is too much, so that it can be told by how much. */
  answerCharsMax: 4_194_304,
  /** An answer with more is refused whole: it does not answer the question. */
  proposalsMax: 200,
  proposalLinesMax: 20,
  nameCharsMax: 60,
  promptCharsMax: 400,
  remarkCharsMax: 200,
  remarksMax: 50,
  /** Mistakes that one repair round tells. */
  errorsToldMax: 20,
  /** Of its own wrong answer, as the model sees it again. */
  repairAnswerCharsMax: 20_000,
  answerTokensMin: 2_048,
  answerTokensMax: 8_192,
} as const
