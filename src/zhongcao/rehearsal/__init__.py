"""The whole loop played through on given data: real HTTP, virtual time, a report with proofs (总排练)."""
