package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jitpeers.settings.Settings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change between the check and the read. */
class KeyStoresTest {
  private final Settings settings = Settings.of(Map.of());

  @TempDir Path folder;

  @Test
  void aFileDeletedAfterTheCheckDoesNotExist() {
    Path file = folder.resolve("deleted.p12");
    IOException failure = catchThrowableOfType(IOException.class, () -> KeyStores.read(file, null));
    assertThat(KeyStores.unusable(settings, "key-store", file.toString(), failure))
        .hasMessage(
            "the file "
                + file
                + " of the setting key-store does not exist; correct the"
                + " path, or create it");
  }

  @Test
  void aFileReplacedByAFolderAfterTheCheckIsAFolder() {
    assertThat(catchThrowableOfType(IOException.class, () -> KeyStores.read(folder, null)))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void aFileOfAnotherKindIsNoKeyStore() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "no key store");
    Exception failure = catchThrowableOfType(Exception.class, () -> KeyStores.read(file, null));
    assertThat(KeyStores.unusable(settings, "key-store", file.toString(), failure))
        .hasMessageContaining("is not a key store (PKCS#12 or JKS)");
  }
}
