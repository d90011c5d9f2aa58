package org.elasticsearch.node;

/**
 * Finds classes of the modules that a module extends, but none of their resources: a module's
 * services are its own, as in the distribution.
 */
final class SharedClasses extends ClassLoader {
  private final ClassLoader[] extended;

  SharedClasses(ClassLoader parent, ClassLoader... extended) {
    super(parent);
    this.extended = extended;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    for (ClassLoader loader : extended) {
      try {
        return loader.loadClass(name);
      } catch (ClassNotFoundException e) {
        // The next one may have it.
      }
    }
    throw new ClassNotFoundException(name);
  }
}
