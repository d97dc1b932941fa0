package render

// noFollow has no counterpart: only administrators make links.
const noFollow = 0
