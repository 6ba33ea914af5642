"""Which papers can be read, in words: on the first page of an empty workspace and in the import form."""

FORMATS = "Word（.docx .doc）、WPS、PDF、网页、OFD、ODT、RTF、txt"
