"""Serves the weights of SmolLM2-135M on loopback as an OpenAI-compatible server, until standard input ends.

Prints the server's address. A process of its own, because a fault in compiled code would end the tests.
"""

import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 1
parameters.n_gpu_layers = 0
# Two threads on two busy processors wait for each other most of the time.
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
