package store

// noFollow is nothing: to make a symbolic link on Windows takes a right that users do not have.
const noFollow = 0
