# ****
# Maya Castellan dump of data
INSERT IGNORE INTO `contacts` (`id`,`account_id`,`first_name`) VALUES (1,1,'Dana');
