import fc from 'fast-check'

/** The seed of every property test that names none. */
const usualSeed = 20261121

// A check says the same of the same tree whenever it runs. PROPERTY_SEED=N looks elsewhere; with PROPERTY_SEED=random each
// run does, and a failure prints the seed that it was found with.
const wanted = process.env['PROPERTY_SEED']
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? usualSeed : Number(wanted) })
