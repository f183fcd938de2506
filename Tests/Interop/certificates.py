"""Certificates of a test, made by openssl: an authority, the bridge's own, one by server name, one of a client."""
import pathlib
import ssl
import subprocess
import tempfile


class Certificates:
    """`settings` is the table `tls` of the configuration. As a context it lives in a temporary folder."""

    def __init__(self, clients=False, **names):
        self._folder = tempfile.TemporaryDirectory(prefix="certificates-")
        self.folder = pathlib.Path(self._folder.name)
        self._run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                  "-subj", "/CN=Interop Authority", "-keyout", "ca.key", "-out", "ca.pem")
        self.issue("gw", "gw.example.test")
        self.settings = {"certificate": str(self.folder / "gw.pem"), "key": str(self.folder / "gw.key")}
        if clients:
            self.settings["client_ca"] = str(self.folder / "ca.pem")
        if names:
            for file, name in names.items():
                self.issue(file, name)
                joined = (self.folder / f"{file}.pem").read_bytes() + (self.folder / f"{file}.key").read_bytes()
                (self.folder / f"{file}.both").write_bytes(joined)
            self.settings["names"] = {name: str(self.folder / f"{file}.both") for file, name in names.items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def _run(self, *arguments, input=None):
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, input=input, timeout=30)
        assert done.returncode == 0, done.stderr.decode()

    def issue(self, file, name):
        """Makes FILE.pem and FILE.key for that name, signed by the authority; in place of such as are there."""
        self._run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
                  "-keyout", "new.key", "-out", "new.csr")
        (self.folder / "new.ext").write_text(f"subjectAltName=DNS:{name}\n")
        self._run("x509", "-req", "-in", "new.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                  "-extfile", "new.ext", "-out", "new.pem")
        (self.folder / "new.key").rename(self.folder / f"{file}.key")
        (self.folder / "new.pem").rename(self.folder / f"{file}.pem")

    def context(self, client=None):
        """A client's context that trusts the authority; `client` names the certificate that it shows."""
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        if client:
            context.load_cert_chain(self.folder / f"{client}.pem", self.folder / f"{client}.key")
        return context
