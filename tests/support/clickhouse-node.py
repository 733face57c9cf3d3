"""A listening ClickHouse server out of the engine's own library. usage: clickhouse-node.py LIBCHDB ARGUMENT..."""
import ctypes
import os
import signal
import sys

library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
library.chdb_set_signal_handlers_enabled(0)
for name in (signal.SIGTERM, signal.SIGINT):
    signal.signal(name, signal.SIG_DFL)
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_result_error.restype = ctypes.c_char_p
library.chdb_result_error.argtypes = [ctypes.c_void_p]
arguments = [b"clickhouse", *map(os.fsencode, sys.argv[2:])]
argv = (ctypes.c_char_p * (len(arguments) + 1))(*arguments, None)
error = library.chdb_result_error(library.chdb_query_cmdline(len(arguments), argv))
sys.exit(error.decode() if error else 0)
