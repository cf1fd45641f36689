"""What the campus really has, from the scenario and what was changed since; no reading is used."""
