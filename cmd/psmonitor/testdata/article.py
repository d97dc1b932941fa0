#!/usr/bin/env python3
"""Samples this machine as Tim Arnold's article of 2014 does: psutil into a capped collection named after the machine,
local time written as if it were UTC. Usage: article.py URL SERVER SAMPLES"""
import datetime
import sys
import time

import psutil
import pymongo

url, server, samples = sys.argv[1], sys.argv[2], int(sys.argv[3])
database = pymongo.MongoClient(url).get_default_database()
if server not in database.list_collection_names():
    database.create_collection(server, capped=True, size=576 * 4096, max=576)


def some(named, fields):
    return {field: getattr(named, field, 0) for field in fields}


for n in range(samples):
    if n > 0:
        time.sleep(1)
    database[server].insert_one({
        "server": server,
        "date": datetime.datetime.now(),
        "cpu": some(psutil.cpu_times_percent(), ("user", "nice", "system", "idle", "irq")),
        "disk_root": some(psutil.disk_usage("/"), ("total", "used", "free")),
        "phymem": some(psutil.virtual_memory(), ("total", "used", "free")),
        "virtmem": some(psutil.swap_memory(), ("total", "used", "free")),
    })
