"""Whole runs. The only room that wires the edges to the core: loads tools, opens files and cases, asks the time.

| module        | does                                                         |
|---------------|--------------------------------------------------------------|
| `keep`        | a case: init, add, run, verify, its current claims and events |
| `publish`     | a case's brief                                               |
| `worked_case` | the demo                                                     |
| `engines`     | read, locate, dates, fuse over files, no case needed         |
| `chain`       | what reads and joins, as a value                             |
| `tools`       | loads language model, lexicon, gazetteer, vocabulary, once   |
| `lists`       | the sites list                                               |
| `intake`      | files, folders, URLs with what the user said about them      |

Nothing is imported here, so that keeping a case does not load a language model.
"""
