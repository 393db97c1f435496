"""The embedded extractor: it reads deals by grammar, without a key and without a download.

A text becomes tokens and sentences (``article``), names (``names``, ``registry``), parts of speech and phrases
(``tags``, ``parse``, ``joining``). Words that data/frames.txt knows are read in their clause (``readings``,
``subjects``, ``arguments``) and frames are matched against them (``match``, ``conditions``, ``filling``). What
fires becomes deals (``deals``), which are merged (``merging``), cleaned (``sifting``), dated (``details``) and
put into the article's words (``wording``). Tables, headings and sums that no frame took are read beside that.
"""
