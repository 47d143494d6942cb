import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the certificate authorities of Debian's package ca-certificates as a key store for Java,
 * without a password and without anything random. The machine's own key store is not used, because
 * it may have authorities of this machine only.
 *
 * <p>usage: {@code java Cacerts.java FOLDER FILE}
 */
final class Cacerts {
  private Cacerts() {}

  public static void main(String[] arguments) throws Exception {
    Security.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    Security.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".crt")).sorted().toList();
      for (Path file : sorted) {
        try (InputStream in = Files.newInputStream(file)) {
          String alias = file.getFileName().toString();
          store.setCertificateEntry(alias, certificates.generateCertificate(in));
        }
      }
    }
    if (store.size() == 0) {
      throw new IllegalStateException(arguments[0] + " has no certificates");
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
      store.store(out, null);
    }
  }
}
