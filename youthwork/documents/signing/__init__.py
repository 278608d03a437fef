"""签名与核验: keys under a passphrase, certificates of our own, signatures in the file, and the judgement of a file.

Bytes go in, bytes come out: no database, no Flask, no network but the time stamp service an office names.
Read `signing.py` for how a paper is signed and `checking.py` for how anybody's file is judged; the rest serves them:

    keybox.py             private keys and seal pictures under the passphrase
    authority.py          the root certificate, the certificates it issues, the list of those it revoked
    signing.py            fields laid, signatures made
      containers.py       one signature's container (CMS), written in DER (der.py)
      evidence.py         certificates and revocation lists inside the paper, so that it can be judged alone
      stamping.py         time stamps: from our own key, from a service, late, renewed
      revisions.py        what a signed paper may grow by
    checking.py           the verdict (findings.py) on a file
      examination.py      one signature, from every side; what it says of itself (claims.py)
      container_reading.py  its container, read so strictly that no byte of it is free
      standing.py         was this certificate ours, and good at that moment?
    outside.py            the slot for an outside electronic seal service
    moments.py            Beijing time outside, UTC inside
"""
