"""What the system tells while the program runs: time, sleep, network, proxies, and whether a person is there."""
