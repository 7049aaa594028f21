INSERT INTO counters (name, value) VALUES ('hall', 0);
