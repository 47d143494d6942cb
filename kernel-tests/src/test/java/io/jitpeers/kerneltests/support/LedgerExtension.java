package io.jitpeers.kerneltests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a namespace, an interface or a peer behind, or that made the
 * kernel complain. Registered for every class that runs in the kernel, by Jupiter's auto-detection.
 */
public final class LedgerExtension implements BeforeAllCallback, AfterAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    KernelLedger.shared();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!isTopLevel(context)) {
      return;
    }
    List<String> faults = new ArrayList<>();
    for (String name : NetNamespace.closeLeftOver()) {
      faults.add("the network namespace " + name + " was not closed");
    }
    faults.addAll(KernelLedger.shared().settle());
    if (!faults.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left a mess: " + String.join("; ", faults));
    }
  }

  private static boolean isTopLevel(ExtensionContext context) {
    return context.getParent().equals(Optional.of(context.getRoot()));
  }
}
