package main

import "psmonitor/internal/config"

// fileURL returns the URL of a store in a folder.
func fileURL(path string) string { return config.FileURL(path) }
