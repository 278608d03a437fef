"""离线核验页: one HTML file that judges a square code without us and without the network.

`building.py` puts it together from these parts, in the order they call each other:

    page.html, page.css   what is seen
    page.js               what happens: text or file in, one plain sentence out
    code.js               the lines of a code, read as `documents/facts.py` reads them
    paper.js              answers.json and the code, taken out of a PDF
    inflate.js, ed25519.js, sha2.js   the arithmetic, for browsers that do not bring it along
"""
